#pragma once

// Takes the program's own code and constants out of the process's memory. What is used again comes
// back, page by page, from the file or from the system's cache of it.
void cs_program_give_back(void);
