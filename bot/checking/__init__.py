"""What `janji flows` does: looks for dead ends, for missing and for too long texts, and draws the conversation."""

from bot.checking.check import check, run_check
from bot.checking.diagram import run_diagram
from bot.checking.report import Fault, Report

__all__ = ["Fault", "Report", "check", "run_check", "run_diagram"]
