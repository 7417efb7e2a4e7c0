"""A second terminal at the same hub, over plain HTTP: what a test compares the glass with."""

import httpx

from kiosk.session import SignedInCustomer
from services.contracts.orders import OrderDetail, OrderList
from services.contracts.sessions import SignedIn
from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER, Enrolled, Hall

API = "/api/v1"


class Twin:
    """Enrolled, and signed in as the customer who stands at the other terminal."""

    def __init__(self, hub_url: str, code: str) -> None:
        self._http = httpx.Client(base_url=hub_url + API, timeout=30)
        enrolled = Enrolled.model_validate(self._post("/kiosks", {"code": code}))
        self.hall: Hall = enrolled.hall
        self._http.headers.update({KIOSK_ID_HEADER: enrolled.kiosk_id, KIOSK_KEY_HEADER: enrolled.key})

    def sign_in(self, number: str, password: str) -> SignedInCustomer:
        """As the customer; what the glass may know of them."""
        body = {"kind": "number", "number": number, "password": password}
        signed_in = SignedIn.model_validate(self._post("/sessions", body))
        self._http.headers["Authorization"] = f"Bearer {signed_in.token}"
        return SignedInCustomer("", signed_in.customer_name, signed_in.customer_kind)

    def try_sign_in(self, number: str, password: str) -> SignedInCustomer | None:
        """None when the hub refuses."""
        try:
            return self.sign_in(number, password)
        except httpx.HTTPStatusError:
            return None

    def orders(self) -> OrderList:
        """The customer's list."""
        return OrderList.model_validate(self._get("/orders"))

    def order(self, order_no: str) -> OrderDetail:
        """One order."""
        return OrderDetail.model_validate(self._get(f"/orders/{order_no}"))

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _get(self, path: str) -> object:
        answer = self._http.get(path)
        answer.raise_for_status()
        return answer.json()

    def _post(self, path: str, body: dict[str, str]) -> object:
        answer = self._http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()
