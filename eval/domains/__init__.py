"""How much worse a model, or a judge, is on code from elsewhere than on the embedded benchmark."""
