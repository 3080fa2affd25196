"""What an alert says: events and their text. Sending is flows.alert's."""
