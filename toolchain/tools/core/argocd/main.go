// Command argocd is the three controllers of Argo CD that sync from Git, and its password helper, without
// its command line, web server, notifications and config-management plugins: those
// are half of what Argo CD's own main package compiles, and the sandbox runs none of them.
// As in Argo CD's binary, the name it is started by picks the part, or ARGOCD_BINARY_NAME,
// which its own code sets when it gives git this binary to ask for a password.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"

	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	applicationset "github.com/argoproj/argo-cd/v3/cmd/argocd-applicationset-controller/commands"
	askpass "github.com/argoproj/argo-cd/v3/cmd/argocd-git-ask-pass/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/util/log"
)

func main() {
	// klog's lines in the level and format that Argo CD's own lines have.
	klog.SetLogger(log.NewLogrusLogger(log.NewWithCurrentConfig()))

	parts := map[string]func() *cobra.Command{
		common.CommandApplicationController:    controller.NewCommand,
		common.CommandApplicationSetController: applicationset.NewCommand,
		common.CommandGitAskPass:               askpass.NewCommand,
		common.CommandRepoServer:               reposerver.NewCommand,
	}
	name := filepath.Base(os.Args[0])
	if chosen := os.Getenv("ARGOCD_BINARY_NAME"); chosen != "" {
		name = chosen
	}
	if name == "argocd" && len(os.Args) > 1 && os.Args[1] == "version" {
		fmt.Println("argocd:", common.GetVersion().Version)
		return
	}
	part, known := parts[name]
	if !known {
		fmt.Fprintf(os.Stderr, "argocd: started as %q; start it by the name of one of its parts\n", name)
		os.Exit(2)
	}
	if part().Execute() != nil {
		os.Exit(1)
	}
}
