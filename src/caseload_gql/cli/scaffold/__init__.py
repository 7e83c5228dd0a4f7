"""What `caseload plugins new` writes: an installable, typed package with tests that use the kit."""
