"""table."""

import streamlit as st

st.write("table")
