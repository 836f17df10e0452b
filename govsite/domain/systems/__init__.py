"""Systems of departments (部门业务系统): their keys, what they sign, what was answered to them."""
