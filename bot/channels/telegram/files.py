"""Where the files of Telegram's chats lie."""

from __future__ import annotations

from bot.channels.fetching import SECONDS, Lost, NotNow
from bot.channels.telegram.api import Api, ApiError, TooLarge
from storage.database import Transaction


class Files:
    """What was sent to one bot."""

    largest = 20_000_000
    """Bytes: more the Bot API doesn't hand out (getFile)."""

    def __init__(self, api: Api, account: str) -> None:
        self._api, self.account = api, account

    async def content(self, file: str, limit: int) -> bytes:
        """By its file id. Raises Lost, NotNow, Unreachable."""
        try:
            found = await self._api.call("getFile", {"file_id": file})
            return await self._api.download(str(found["file_path"]), limit, SECONDS)
        except TooLarge:
            raise Lost("too-large") from None
        except ApiError as problem:
            if problem.code == 400:
                raise Lost("too-large" if "too big" in problem.description else "not-had") from None
            raise NotNow(f"http {problem.code}", problem.retry_after) from None

    def came(self, tx: Transaction, file: str) -> None:
        """Telegram keeps what was sent to it; there is no call to delete a file."""
