"""Vul-Evol: new scenarios made of known ones (Mou et al., section 3.2)."""
