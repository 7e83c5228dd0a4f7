"""Side-by-side measurements of this server and others on one data set; `make bench` runs them."""
