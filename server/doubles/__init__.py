"""Households that are one door: pairs a person looks at, joins and how they are taken back."""
