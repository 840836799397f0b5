"""What happens to every request and answer, whatever app it is for."""
