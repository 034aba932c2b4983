"""The pages of a class and their sockets: plain files, cookies, one socket a page."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import secrets
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from marosim.classroom import guide, review, spoken
from marosim.classroom.guard import Bucket, Guesses, finite, hashed, same
from marosim.classroom.hub import Hub, Page
from marosim.classroom.refused import Refused
from marosim.classroom.roles import CONTROL, ROLES, SCREEN
from marosim.core.setting import SettingError
from marosim.languages import _, _p

COOKIES = {CONTROL: "marosim_control", "seat": "marosim_seat"}
LONGEST_BODY = 4096
BODY_S = 10.0  # until it has come whole
MOST_SOCKETS = 8  # of pages of exercise control and screens; a seat has one
ANSWER_S = 20.0  # a page that takes nothing for so long is let go


class Web:
    """Routes and sockets around a hub. ``token`` lets exercise control in once."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.token = secrets.token_urlsafe(16)
        self.bots_key = secrets.token_urlsafe(16)  # by which bots of this server are known
        self.guesses = Guesses()
        self.tasks: set[asyncio.Task[None]] = set()

    def application(self) -> Starlette:
        """The ASGI application; the clock runs while it serves."""

        @contextlib.asynccontextmanager
        async def lifespan(app: Starlette) -> Any:
            clock = asyncio.create_task(self.hub.run())
            try:
                yield
            finally:
                clock.cancel()
                with contextlib.suppress(asyncio.CancelledError, EOFError):
                    await clock
                self.hub.end()

        routes = [
            Route("/", self.file("join")),
            Route("/seat", self.file("seat")),
            Route("/control", self.file("control")),
            Route("/screen", self.file("screen")),
            Route("/seats", self.free_seats, methods=["POST"]),
            Route("/join", self.join, methods=["POST"]),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/invite", self.invite, methods=["POST"]),
            Route("/qr.svg", self.qr),
            Route("/review", self.review),
            Route("/log", self.log),
            Route("/record.zip", self.record),
            Route("/guide", self.guide),
            WebSocketRoute("/ws/{page}", self.socket),
            Route("/static/say.js", self.say),
            Mount("/static", StaticFiles(directory=spoken.STATIC)),
        ]
        return Starlette(routes=routes, lifespan=lifespan)

    def file(self, name: str) -> Any:
        """A page, which holds no data."""

        async def answer(request: Request) -> Response:
            page = spoken.rendered(name)
            return Response(page, media_type="text/html; charset=utf-8")

        return answer

    async def say(self, request: Request) -> Response:
        """How scripts of pages say a text in another language."""
        return FileResponse(spoken.SAY)

    # --- coming in -----------------------------------------------------------------------

    async def _body(self, request: Request) -> dict[str, Any]:
        content = b""
        try:
            async with asyncio.timeout(BODY_S):
                async for part in request.stream():
                    content += part
                    if len(content) > LONGEST_BODY:
                        return {}
            found = json.loads(content)
        except (ValueError, RecursionError, TimeoutError):
            return {}
        return found if isinstance(found, dict) else {}

    def _guess(self, request: Request, given: Any, right: str) -> Response | None:
        """An answer to whoever does not know the code or token; None if it is right."""
        address = request.client.host if request.client else ""
        if self.guesses.too_many(address):
            return _said(_("Too many wrong codes. Wait a minute."), 429)
        if not isinstance(given, str) or not right or not same(given.strip(), right):
            self.guesses.note(address)
            return _said(_("This code is not right. Look at the screen."), 403)
        return None

    async def free_seats(self, request: Request) -> Response:
        """Which seats a person can take, for those who know the code; those of bots come last."""
        body = await self._body(request)
        code = str(body.get("code", "")).upper()
        wrong = self._guess(request, code, self.hub.code)
        if wrong is not None:
            return wrong
        room = self.hub.room
        bots = room.bots
        free = [
            {"id": s.id, "label": spoken.own(s.label), "task": _p("seat", ROLES[s.role].task),
             "bot": s.id in bots}
            for s in self.hub.plan.seats.values() if s.id not in room.holders or s.id in bots
        ]  # fmt: skip
        free.sort(key=lambda seat: bool(seat["bot"]))
        title = spoken.own(self.hub.plan.title)
        return JSONResponse({"title": title, "free": free, "open": room.doors_open})

    async def join(self, request: Request) -> Response:
        """Take a seat; the cookie is all that makes its holder."""
        body = await self._body(request)
        wrong = self._guess(request, str(body.get("code", "")).upper(), self.hub.code)
        if wrong is not None:
            return wrong
        secret = secrets.token_urlsafe(18)
        given = {"seat": body.get("seat"), "name": body.get("name", ""), "secret": hashed(secret),
                 "bot": same(str(body.get("bot", "")), self.bots_key)}  # fmt: skip
        try:
            self.hub.do("door", "join", given)
        except Refused as why:
            return _said(str(why), 409)
        answer = JSONResponse({"seat": given["seat"]})
        _cookie(answer, COOKIES["seat"], secret)
        return answer

    async def enter(self, request: Request) -> Response:
        """Exercise control comes in with its token, which is then worth nothing any more."""
        body = await self._body(request)
        wrong = self._guess(request, body.get("token"), self.token)
        if wrong is not None:
            return wrong
        self.token = ""
        secret = secrets.token_urlsafe(18)
        self.hub.do("door", "enter", {"secret": hashed(secret)})  # holds after a restart too
        answer = JSONResponse({"page": "/control"})
        _cookie(answer, COOKIES[CONTROL], secret)
        return answer

    async def invite(self, request: Request) -> Response:
        """Another token, for a second person in exercise control."""
        if not self.is_control(request.cookies):
            return _said(_("Only exercise control can do this."), 403)
        self.token = secrets.token_urlsafe(16)
        return JSONResponse({"token": self.token})

    def is_control(self, cookies: dict[str, str]) -> bool:
        """Whether a browser is exercise control's."""
        return hashed(cookies.get(COOKIES[CONTROL], "")) in self.hub.room.controls

    def seat_of(self, cookies: dict[str, str]) -> str | None:
        """The seat whose holder a browser is."""
        given = hashed(cookies.get(COOKIES["seat"], ""))
        held = self.hub.room.holders.items()
        return next((seat for seat, h in held if same(h["secret"], given)), None)

    # --- for exercise control ------------------------------------------------------------

    async def qr(self, request: Request) -> Response:
        """The address as a picture, if the package for it is there."""
        try:
            import segno
        except ImportError:
            return Response(status_code=204)  # the page shows the address as text
        picture = io.BytesIO()
        segno.make(str(request.base_url)).save(picture, kind="svg", scale=6, border=2)
        return Response(picture.getvalue(), media_type="image/svg+xml")

    async def log(self, request: Request) -> Response:
        """The log of the exercise, to keep."""
        if not self.is_control(request.cookies):
            return _said(_("Only exercise control can do this."), 403)
        return FileResponse(self.hub.log.path, filename=self.hub.log.path.name)

    async def record(self, request: Request) -> Response:
        """Log, review, notes and list of injects in one file, to keep."""
        if not self.is_control(request.cookies):
            return _said(_("Only exercise control can do this."), 403)
        packed = await asyncio.to_thread(review.record, self.hub)
        name = f"{self.hub.log.path.parent.name}.zip"
        kept = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(packed, media_type="application/zip", headers=kept)

    async def guide(self, request: Request) -> Response:
        """The facilitator's guide of the class, which no seat should read before."""
        made = guide.page(self.hub.plan) if self.is_control(request.cookies) else ""
        if not made:
            return _said(_("There is no guide here, or only exercise control can read it."), 403)
        return Response(made, media_type="text/html; charset=utf-8")

    async def review(self, request: Request) -> Response:
        """The review so far, to print."""
        if not self.is_control(request.cookies):
            return RedirectResponse("/")
        if self.hub.room.clock["state"] != "running" and self.hub.room.day:
            self.hub.compare()  # while the class pauses; it would slow the clock
        page = await asyncio.to_thread(review.page, self.hub, live=True)
        return Response(page, media_type="text/html; charset=utf-8")

    # --- sockets -------------------------------------------------------------------------

    async def socket(self, socket: WebSocket) -> None:
        """One page, until it goes or a newer one takes its place."""
        who = self._who(socket)
        await socket.accept()
        if who is None:
            await socket.close(4401, "Join first")
            return
        if sum(p.who == who for p in self.hub.pages.values()) >= MOST_SOCKETS:
            await socket.close(1013, "Too many pages are open")
            return
        page = Page(who, self.hub.view_of(who), self.hub.holder_of(who))
        key = who if who not in (CONTROL, SCREEN) else f"{who}:{secrets.token_hex(4)}"
        older = self.hub.pages.get(key)
        if older is not None:
            older.replaced = True
            older.fresh.set()
        self.hub.pages[key] = page
        self.hub.changed()
        sending = asyncio.create_task(self._send(socket, page))
        try:
            await self._receive(socket, page)
        except WebSocketDisconnect:
            pass
        finally:
            sending.cancel()
            if self.hub.pages.get(key) is page:
                del self.hub.pages[key]
                self.hub.changed()

    def _who(self, socket: WebSocket) -> str | None:
        wanted = socket.path_params["page"]
        if wanted in (CONTROL, SCREEN):
            return wanted if self.is_control(socket.cookies) else None
        return self.seat_of(socket.cookies)

    async def _send(self, socket: WebSocket, page: Page) -> None:
        """Answers first, then the room as it is now, then the newest day."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(page.fresh.wait(), 1.0)
                page.fresh.clear()
                if page.replaced:
                    await socket.close(4409, "This seat is open on another page")
                    return
                if not self.hub.holds(page):
                    await socket.close(4401, "This seat was freed, or a person took it from a bot")
                    return
                while not page.answers.empty():
                    await asyncio.wait_for(socket.send_text(page.answers.get_nowait()), ANSWER_S)
                shown = self.hub.shown(page)
                if shown != page.shown:
                    page.shown = shown
                    await asyncio.wait_for(socket.send_text(shown), ANSWER_S)
                day = self.hub.day_for(page)
                if day is not None:
                    await asyncio.wait_for(socket.send_text(day), ANSWER_S)
            # a page that takes nothing falls out of wait_for; its socket is closed by the caller

    async def _receive(self, socket: WebSocket, page: Page) -> None:
        bucket = Bucket()
        while True:
            text = await socket.receive_text()
            if not bucket.take():
                await socket.close(1008, "Too many messages")
                return
            try:
                said = json.loads(text)
            except (ValueError, RecursionError):
                said = None
            if not isinstance(said, dict) or not finite(said):
                await socket.close(1008, "Not understood")
                return
            if isinstance(said.get("ack"), int):
                page.acked = said["ack"]
                page.fresh.set()
                continue
            if page.who != SCREEN and self.hub.holds(page):
                self._do(page, said)

    def _do(self, page: Page, said: dict[str, Any]) -> None:
        cid = said.get("cid")
        if not isinstance(cid, str) or not 0 < len(cid) <= 64:
            return
        kind, body = str(said.get("do", "")), said.get("body")
        body = body if isinstance(body, dict) else {}
        try:
            if kind == "price" and page.who in self.hub.plan.seats:
                page.answer({"priced": cid, **self.hub.price(page.who, body)})
                return
            done = self.hub.do(page.who, kind, body, cid)
            page.answer({"done": cid, **done})
        except (Refused, SettingError) as why:
            page.answer({"refused": cid, "why": str(why)})


def _said(text: str, status: int) -> Response:
    return JSONResponse({"why": text}, status_code=status)


def _cookie(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=7 * 86_400, httponly=True, samesite="strict")
