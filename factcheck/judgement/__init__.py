"""Where a claim is judged: the stance of each passage, then the verdict. Pure: no clock, no I/O, frozen data in and out."""
