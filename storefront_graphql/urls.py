"""All addresses."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from storefront_graphql import downloads, endpoint, files, webhooks
from storefront_graphql.pages import staff

DOORS = ("shop", "counter", "desk", "county")

urlpatterns: list[URLPattern | URLResolver] = [
    # Of django-allauth only what staff need: the county makes accounts and sets passwords.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/signup/", account.signup, name="account_signup"),
    *(
        path(f"graphql/{door}", endpoint.graphql, {"door": door}, name=f"graphql-{door}")
        for door in DOORS
    ),
    re_path(r"^webhooks/(?P<provider>stripe|alipay)$", webhooks.notice, name="webhook"),
    re_path(
        r"^media/(?P<key>[0-9a-f]{32})/(?P<width>[0-9]{1,5})\.(?P<kind>webp|avif)$", files.picture
    ),
    re_path(r"^documents/(?P<document_id>doc_[0-9a-z]{20})$", files.document, name="document"),
    path("healthz", files.health, name="health"),
    path("work/", staff.home, name="work"),
    path("counter/", include("storefront_graphql.pages.counter.urls")),
    path("desk/", include(downloads.urlpatterns)),
    path("desk/", include("storefront_graphql.pages.desk.urls")),
    path("county/", include("storefront_graphql.pages.county.urls")),
    path("", include("storefront_graphql.pages.shop.urls")),
]
