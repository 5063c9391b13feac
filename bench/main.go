package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
)

func main() {
	write := flag.Bool("write", false, "put the result into "+resultsFile)
	child := flag.String("contestant", "", "run one contestant of the scenario named, and print its result as JSON")
	profile := flag.String("profile", "", "write a profile of the contestant's processor time to this file")
	heap := flag.String("allocations", "", "write a profile of the contestant's allocations to this file")
	flag.Parse()
	if *heap != "" {
		defer func() {
			f, err := os.Create(*heap)
			if err == nil {
				err = pprof.Lookup("allocs").WriteTo(f, 0)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, "bench:", err)
			}
		}()
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			defer f.Close()
			err = pprof.StartCPUProfile(f)
			defer pprof.StopCPUProfile()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
	if err := run(flag.Args(), *child, *write); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(names []string, contestant string, write bool) error {
	if contestant != "" {
		return answer(names[0], contestant)
	}
	r := newReport()
	for _, s := range scenarios() {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		results, err := ask(s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r.add(s, results)
	}
	if write {
		return r.write()
	}
	return nil
}

// ask runs each contestant in a process of its own.
func ask(s scenario) (map[string]result, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	results := map[string]result{}
	for _, c := range s.contestants {
		fmt.Fprintf(os.Stderr, "%s: %s\n", s.name, c)
		cmd := exec.Command(self, "-contestant", c, s.name)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c, err)
		}
		var r result
		if err := json.Unmarshal(out, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", c, err)
		}
		results[c] = r
	}
	return results, nil
}

func answer(name, contestant string) error {
	for _, s := range scenarios() {
		if s.name != name {
			continue
		}
		r, err := s.run(contestant)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return fmt.Errorf("there is no scenario %q", name)
}
