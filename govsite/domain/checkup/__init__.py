"""The check-up of a site (指南体检): what its guides, notices and pages lack, and where each is mended."""
