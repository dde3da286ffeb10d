"""Files of goods at the desk: sent, looked at, started, stopped."""

from typing import Any

import graphene

from market.imports import columns, queries, services
from storefront_graphql.desk import imports_types as types
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f

GoodsImportPayload = payload(
    "GoodsImportPayload", "The job as it is now.", goods_import=f.maybe(types.GoodsImport)
)


class SendGoodsInput(graphene.InputObjectType):
    file = Upload(required=True, description="XLSX or CSV, up to 10 MB and 50,000 rows.")
    pictures = Upload(description="ZIP of the pictures that rows name.")
    promised = f.yes("A certificate is issued for each batch that the file brings.")


class ImportInput(graphene.InputObjectType):
    import_id = f.key()


class ImportsQuery(graphene.ObjectType):
    goods_imports = f.one(types.GoodsImportPage, "Newest first.", first=FIRST, after=AFTER)
    goods_import = f.maybe(types.GoodsImport, id=graphene.ID(required=True))
    import_rows = f.maybe(
        types.ImportRowPage,
        "In the order of the file; null for a job that is not there.",
        import_id=graphene.ID(required=True),
        first=FIRST,
        after=AFTER,
        outcome=graphene.Argument(types.RowOutcomeEnum),
    )
    import_columns = f.several(types.ImportColumn)

    @staticmethod
    def resolve_goods_imports(_root: Any, info: Any, **given: Any) -> Any:
        return queries.own_jobs(actor=info.context.actor, **given)

    @staticmethod
    @or_none
    def resolve_goods_import(_root: Any, info: Any, id: str) -> Any:
        return queries.own_job(actor=info.context.actor, job_id=id)

    @staticmethod
    @or_none
    def resolve_import_rows(_root: Any, info: Any, import_id: str, **given: Any) -> Any:
        return queries.rows(actor=info.context.actor, job_id=import_id, **given)

    @staticmethod
    def resolve_import_columns(_root: Any, _info: Any) -> Any:
        return columns.COLUMNS


class ImportsMutations(graphene.ObjectType):
    send_goods = f.one(GoodsImportPayload, input=f.given(SendGoodsInput))
    start_import = f.one(GoodsImportPayload, input=f.given(ImportInput))
    cancel_import = f.one(GoodsImportPayload, input=f.given(ImportInput))

    @staticmethod
    @domain_mutation
    def resolve_send_goods(_root: Any, info: Any, input: Any) -> Any:
        job = services.send(
            actor=info.context.actor,
            file=input.file,
            name=input.file.name or "",
            pictures=input.get("pictures"),
            promised=input.promised,
            now=info.context.now,
        )
        return {"goods_import": job}

    @staticmethod
    @domain_mutation
    def resolve_start_import(_root: Any, info: Any, input: Any) -> Any:
        actor, now = info.context.actor, info.context.now
        return {"goods_import": services.start(actor=actor, job_id=input.import_id, now=now)}

    @staticmethod
    @domain_mutation
    def resolve_cancel_import(_root: Any, info: Any, input: Any) -> Any:
        actor, now = info.context.actor, info.context.now
        return {"goods_import": services.cancel(actor=actor, job_id=input.import_id, now=now)}
