"""Who did it: actor context for the history that django-pghistory keeps."""
