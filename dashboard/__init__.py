"""What people look at: read-only pages over the published marts. Nothing else imports this package but the command line."""
