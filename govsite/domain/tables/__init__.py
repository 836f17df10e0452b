"""Tables that people fill in (CSV, Excel): read and their cells parsed; what is stored of them, each noun says."""
