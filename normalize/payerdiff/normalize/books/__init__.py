"""Documents that hold many policies: prior authorization books of Part D plans, tables of drugs and their criteria, manuals."""
