"""What Alipay has to know, apart from its library: that is loaded only when somebody pays."""

from dataclasses import dataclass, fields

CODE = "alipay"


@dataclass(frozen=True, slots=True)
class AlipayConfig:
    """What the account is. Keys: PEM, base64, or the path of a file with either."""

    gateway: str
    app_id: str
    seller_id: str
    app_private_key: str
    alipay_public_key: str

    def complete(self) -> bool:
        """Tell whether Alipay can be offered."""
        return all(getattr(self, field.name) for field in fields(self))
