"""What an office can do: its catalogue, calendar, appointments, people and papers."""
