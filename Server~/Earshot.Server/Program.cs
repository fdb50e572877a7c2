using Earshot.Server;

return await CommandLine.RunAsync(args);
