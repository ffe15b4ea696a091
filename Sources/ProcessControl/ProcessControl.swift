// Child processes: start, run to the end with a deadline, supervise, tear down.
