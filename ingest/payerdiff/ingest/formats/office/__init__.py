"""Files of office programs other than Word: workbooks, and what LibreOffice converts."""
