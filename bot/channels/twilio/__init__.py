"""What WhatsApp and SMS share: the account at Twilio, what it refuses, and what it tells us.

Loaded only where an account is set. Facts of the platform: https://www.twilio.com/docs/messaging/api and the error
dictionary, https://www.twilio.com/docs/api/errors.
"""
