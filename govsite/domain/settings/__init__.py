"""Settings of sites (站点设置): each site's block of sites.yaml, edited from the console."""
