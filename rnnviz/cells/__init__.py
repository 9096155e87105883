"""The recurrent cells: each file opens with its equations and holds the cell and its sequence, forwards and backwards."""
