"""The register of rights: geographical indications and one-village-one-product, and who may claim them."""
