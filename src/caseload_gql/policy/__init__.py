"""Policy: who may do what with which rows, as SQL that fails closed."""
