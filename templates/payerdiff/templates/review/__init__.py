"""ChangeReview → what its page shows."""
