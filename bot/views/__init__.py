"""Facts become screens: text, buttons, and Telegram's limits. No Telegram library here."""
