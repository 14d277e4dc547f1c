"""aiogram 3 by its own webhook handler, which keeps nothing: each update is answered with one message and its buttons."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvloop
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.question import KEYBOARD, TEXT

router = Router()
markup = InlineKeyboardMarkup.model_validate(KEYBOARD)


@router.message()
async def typed(message: Message) -> None:
    await message.answer(TEXT, reply_markup=markup)


@router.callback_query()
async def pressed(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.message.answer(TEXT, reply_markup=markup)


def main() -> None:
    uvloop.install()
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_API"]))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    app = web.Application()
    SimpleRequestHandler(dispatcher, Bot(os.environ["BENCH_TOKEN"], session=session),
                         secret_token=os.environ["BENCH_SECRET"]).register(app, path="/webhook")
    web.run_app(app, host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), print=None, access_log=None)


if __name__ == "__main__":
    main()
