"""Where probes run: fresh, confined children of one zygote a machine.

The supervisor owns a Prober; the handlers of its workers call a ProbeRunner. Neither imports a driver.
"""
