"""What to do: where clinics go, whom to send where. Arrays in, plan and proof out."""
