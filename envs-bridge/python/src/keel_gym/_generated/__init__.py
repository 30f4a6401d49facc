"""Messages of the environment protocol, written by ``regenerate.sh``. Do not edit."""
