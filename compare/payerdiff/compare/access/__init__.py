"""What a policy asks before it approves a drug: the least demanding path, its steps, and the other facts that an analyst asks for."""
