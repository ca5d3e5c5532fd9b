"""`python -m rmrb_xlsx` is the command `rmrb`."""

from rmrb_xlsx.cli import main

if __name__ == "__main__":
    main()
