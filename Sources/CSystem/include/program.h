#pragma once

// Takes the code and constants of the program and its libraries out of the process's memory. What
// is used again comes back, page by page, from the files or from the system's cache of them.
void cs_program_give_back(void);
