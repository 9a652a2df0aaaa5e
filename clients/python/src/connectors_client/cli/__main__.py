from connectors_client.cli.app import main

main()
