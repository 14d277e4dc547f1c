"""WhatsApp by way of Twilio: a webhook for what comes, the Messages API for what goes.

Loaded only where an account is set. Facts of the platform: https://www.twilio.com/docs/whatsapp/api and the error
dictionary, https://www.twilio.com/docs/api/errors.
"""

from bot.channels.whatsapp.channel import ACCOUNT, WhatsApp

__all__ = ["ACCOUNT", "WhatsApp"]
