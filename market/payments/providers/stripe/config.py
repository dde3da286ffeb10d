"""What Stripe has to know, apart from its library: that is loaded only when somebody pays."""

from dataclasses import dataclass

CODE = "stripe"


@dataclass(frozen=True, slots=True)
class StripeConfig:
    """What the account is. Several webhook secrets while one replaces another."""

    api_base: str
    api_key: str
    webhook_secrets: tuple[str, ...]

    def complete(self) -> bool:
        """Tell whether Stripe can be offered; without an address it is Stripe's own."""
        return bool(self.api_key and self.webhook_secrets)
