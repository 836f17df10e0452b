"""The base of all ratios: Flask that says hello and nothing else."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Answer with five letters."""
    return "hello"
