"""Status changes, sent to those who want to hear of them: webhooks, and the deliveries to each."""
