// Shouldly, imported everywhere, has a Case of its own.
global using Case = Orrery.Core.Tests.Cases.Case;
