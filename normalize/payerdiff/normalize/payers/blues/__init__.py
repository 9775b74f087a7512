"""Blue Cross and Blue Shield plans, Anthem, HCSC and the Federal Employee Program among them."""
