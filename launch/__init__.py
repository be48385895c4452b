"""What ./run and ./test do with a checkout. Until the environment stands, this runs on a bare Python: the standard library alone."""
