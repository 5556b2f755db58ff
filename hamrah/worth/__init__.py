"""What a customer is worth and how often they come: arithmetic on arrays that knows no store."""
