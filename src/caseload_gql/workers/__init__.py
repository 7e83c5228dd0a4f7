"""Workers: the processes that answer, and the one that watches over them."""
