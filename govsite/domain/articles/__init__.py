"""Articles (文章): notices and the other dated texts of a site, of which a column (栏目) holds one kind."""
