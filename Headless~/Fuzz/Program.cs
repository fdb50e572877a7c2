using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Earshot.Fuzz;
using Earshot.Tests;

Coverage.Arm();
return Options.TryParse(args, out Options options, out string error) ? Run(options) : Refuse(error);

static int Run(Options options)
{
    // The assembly under test is instrumented before it is loaded, so all of this runs again from a copy.
    if (!options.IsInstrumented) return InstrumentedCopy.Run(typeof(Options).Assembly, options);

    var findings = new List<Finding>();
    foreach (IFuzzTarget target in FuzzTargets.All.Where(target => options.Wants(target.Name)))
        findings.AddRange(new Campaign(target, options).Run(Console.Out));

    Directory.CreateDirectory(options.OutFolder);
    string path = Path.Combine(options.OutFolder, "findings.txt");
    File.WriteAllLines(path, findings.Select(finding => finding.ToString()));
    Console.WriteLine(findings.Count == 0
        ? "No findings."
        : $"{findings.Count} findings in {path}; add their lines to Tests/Runtime/Rtc/Fuzz/FuzzFindings.cs.");
    return findings.Count == 0 ? 0 : 1;
}

static int Refuse(string error)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
