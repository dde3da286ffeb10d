"""The register of rights (GI, one village one product), and who may claim one."""
