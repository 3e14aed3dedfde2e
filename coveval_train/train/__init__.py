"""Training on TRL, PEFT and bitsandbytes."""
